package org.abisession.boot;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.io.Serializable;
import java.util.Collections;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.annotation.AutowiredAnnotationBeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.CommonAnnotationBeanPostProcessor;

/**
 * Calls the destroy methods of session-scoped beans when their session ends, on the node that ends it, with what is
 * stored of them. Spring itself would call them on the node that has made the bean, with what the bean was then.
 */
final class SessionBeans implements HttpSessionListener {
    static final String SCOPE = "session";
    private static final Logger LOG = LoggerFactory.getLogger(SessionBeans.class);

    private final ConfigurableListableBeanFactory beans;
    private final BooleanSupplier inRedis;

    /**
     * Makes one for the beans of an application.
     *
     * @param inRedis returns true if sessions of this process are in Redis
     */
    SessionBeans(ConfigurableListableBeanFactory beans, BooleanSupplier inRedis) {
        this.beans = beans;
        this.inRedis = inRedis;
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        HttpSession session = event.getSession();
        for (String name : Collections.list(session.getAttributeNames())) {
            if (isStored(name)) {
                destroy(name, session.getAttribute(name));
            }
        }
    }

    /** Returns true for a bean of the session that is stored; another one stays on the node that has made it. */
    boolean isStored(String name) {
        if (!inRedis.getAsBoolean()
                || !beans.containsBeanDefinition(name)
                || !SCOPE.equals(beans.getMergedBeanDefinition(name).getScope())) {
            return false;
        }
        Class<?> type = beans.getType(name, false);
        return type != null && Serializable.class.isAssignableFrom(type);
    }

    /** Gives the bean the other beans that are not stored with it, and calls its destroy methods. */
    void destroy(String name, @Nullable Object bean) {
        Class<?> type = beans.getType(name, false);
        if (type == null || bean == null || !type.isInstance(bean)) {
            return;
        }
        try {
            autowire(bean);
            beans.destroyBean(name, bean);
        } catch (RuntimeException e) {
            LOG.warn("The bean {} of a session that has ended can't be destroyed", name, e);
        }
    }

    /**
     * Fills the fields that are other beans. In an application that was processed ahead of time (AOT) the bean factory
     * has no processors for that: generated code fills the fields, and of beans alone that Spring makes.
     */
    private void autowire(Object bean) {
        beans.autowireBean(bean);
        if (AotDetector.useGeneratedArtifacts()) {
            AutowiredAnnotationBeanPostProcessor autowired = new AutowiredAnnotationBeanPostProcessor();
            autowired.setBeanFactory(beans);
            autowired.processInjection(bean);
            CommonAnnotationBeanPostProcessor resources = new CommonAnnotationBeanPostProcessor();
            resources.setBeanFactory(beans);
            resources.processInjection(bean);
        }
    }
}
