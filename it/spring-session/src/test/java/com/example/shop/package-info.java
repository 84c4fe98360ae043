/** The application that goes from Spring Session to abi-session; it knows neither. */
package com.example.shop;
