/** An application of Wicket. Knows nothing of where its sessions are. */
package com.example.wicket;
