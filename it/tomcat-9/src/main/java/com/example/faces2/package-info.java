/** An application of JSF 2 with CDI. Knows nothing of where its sessions are. */
package com.example.faces2;
