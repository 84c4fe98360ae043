package org.abisession.codec;

import java.util.List;
import java.util.Set;

/**
 * Classes of libraries that published attacks on Java deserialization are made of. They matter only where a
 * wide pattern of the application would let them in; what is on no list is refused anyway.
 */
final class KnownGadgets {
    private static final List<String> PREFIXES = List.of(
            "bsh.",
            "ch.qos.logback.core.db.",
            "clojure.",
            "com.alibaba.fastjson.JSON",
            "com.alibaba.fastjson2.JSON",
            "com.caucho.",
            "com.mchange.",
            "com.rometools.rome.feed.impl.",
            "com.sun.syndication.feed.impl.",
            "com.vaadin.data.util.",
            "com.zaxxer.hikari.",
            "javassist.",
            "net.sf.json.",
            "org.apache.click.control.",
            "org.apache.commons.beanutils.",
            "org.apache.commons.collections.bag.",
            "org.apache.commons.collections.functors.",
            "org.apache.commons.collections.keyvalue.",
            "org.apache.commons.collections.map.",
            "org.apache.commons.collections4.bag.",
            "org.apache.commons.collections4.comparators.",
            "org.apache.commons.collections4.functors.",
            "org.apache.commons.collections4.keyvalue.",
            "org.apache.commons.collections4.map.",
            "org.apache.commons.dbcp",
            "org.apache.myfaces.el.",
            "org.apache.myfaces.view.facelets.el.",
            "org.apache.tomcat.dbcp.",
            "org.apache.wicket.util.upload.",
            "org.apache.xalan.",
            "org.apache.xbean.",
            "org.aspectj.weaver.",
            "org.codehaus.groovy.runtime.",
            "org.hibernate.engine.spi.TypedValue",
            "org.hibernate.property.access.",
            "org.hibernate.tuple.",
            "org.hibernate.type.",
            "org.jboss.interceptor.",
            "org.jboss.weld.interceptor.",
            "org.mozilla.javascript.",
            "org.python.",
            "org.springframework.aop.",
            "org.springframework.beans.factory.",
            "org.springframework.core.SerializableTypeWrapper",
            "org.springframework.jndi.",
            "org.springframework.transaction.jta.",
            "scala.collection.immutable.LazyList",
            "scala.math.Ordering$$anon",
            "scala.sys.process.");
    private static final Set<String> NAMES = Set.of(
            String.join(".", "com", "fasterxml.jackson.databind.node.POJONode"),
            "org.apache.commons.configuration.ConfigurationMap",
            "org.apache.commons.fileupload.disk.DiskFileItem",
            "org.apache.commons.io.FileCleaningTracker",
            String.join(".", "tools", "jackson.databind.node.POJONode")); // the one jar for Tomcat renames whole names

    private KnownGadgets() {}

    static boolean contains(String className) {
        return NAMES.contains(className) || PREFIXES.stream().anyMatch(className::startsWith);
    }
}
