/**
 * The web application of the servlet container contract: ordinary servlets, outside of our packages, as
 * an application's are. They run on the container's web application class loader.
 */
package com.example.contract;
