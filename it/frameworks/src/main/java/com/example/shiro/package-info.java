/** An application of Shiro with the sessions of the servlet container. Knows nothing of where those are. */
package com.example.shiro;
