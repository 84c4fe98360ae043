/** An application of Spring MVC and Spring Security. Knows nothing of where its sessions are. */
package com.example.spring;
