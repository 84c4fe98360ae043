/** An application that is none of those that the other tests start. */
package com.example.billing;
