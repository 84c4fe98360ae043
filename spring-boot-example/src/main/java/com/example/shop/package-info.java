/** The demonstration of Spring Boot: one class is the application, the other starts it twice. */
package com.example.shop;
