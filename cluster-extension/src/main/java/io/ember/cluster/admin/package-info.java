/** The commands on connections, the server and the cluster: what does not touch a key's value. */
@NullMarked
package io.ember.cluster.admin;

import org.jspecify.annotations.NullMarked;
