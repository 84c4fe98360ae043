/** A small shop of Spring Boot, the same for all of its versions. */
package com.example.shop;
