/** An application of Jakarta Faces with CDI. Knows nothing of where its sessions are. */
package com.example.faces;
