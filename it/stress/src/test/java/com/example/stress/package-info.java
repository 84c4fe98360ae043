/** The web application of the stress tests: outside of our packages, on the container's class loader. */
package com.example.stress;
