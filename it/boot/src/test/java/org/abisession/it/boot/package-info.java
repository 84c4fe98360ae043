/** Applications of Spring Boot as processes, several nodes on one Redis. */
package org.abisession.it.boot;
