/** An application of Spring MVC 5. Knows nothing of where its sessions are. */
package com.example.spring5;
