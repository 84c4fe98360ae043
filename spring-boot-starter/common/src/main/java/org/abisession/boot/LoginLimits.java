package org.abisession.boot;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Field;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.util.ReflectionUtils;

/**
 * Notes the login for which Spring Security's {@code maximumSessions} asks the registry, while it asks
 * ({@link LimitedLogin}). Keeps the application from starting with a setting under which the registry could not answer.
 */
final class LoginLimits implements BeanPostProcessor {
    private static final String STRATEGY =
            "org.springframework.security.web.authentication.session.ConcurrentSessionControlAuthenticationStrategy";

    private final ObjectProvider<BootSessions> sessions;

    LoginLimits(ObjectProvider<BootSessions> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (!isStrategy(bean.getClass())) {
            return bean;
        }
        if (asksIndex(bean)) {
            sessions.getObject().refuseUserAttribute();
        }
        ProxyFactory factory = new ProxyFactory(bean);
        factory.setProxyTargetClass(true); // Spring Security wants the class, not the interface
        factory.addAdvice((MethodInterceptor) LoginLimits::call);
        return factory.getProxy(bean.getClass().getClassLoader());
    }

    private static boolean isStrategy(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            if (c.getName().equals(STRATEGY)) {
                return true;
            }
        }
        return false;
    }

    /** Returns false if the strategy has a registry of the application's own. */
    private static boolean asksIndex(Object strategy) {
        Field registry = ReflectionUtils.findField(strategy.getClass(), null, SessionRegistry.class);
        return registry == null
                || !registry.trySetAccessible()
                || ReflectionUtils.getField(registry, strategy) instanceof IndexedSessionRegistry;
    }

    private static @Nullable Object call(MethodInvocation call) throws Throwable {
        @Nullable Object[] arguments = call.getArguments();
        return arguments.length > 1
                        && arguments[0] instanceof Authentication login
                        && arguments[1] instanceof HttpServletRequest request
                ? new LimitedLogin(login, request).during(call::proceed)
                : call.proceed();
    }
}
