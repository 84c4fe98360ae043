/** A portal of Spring Boot that is entered by every kind of login, each under a path of its own. */
package com.example.portal;
