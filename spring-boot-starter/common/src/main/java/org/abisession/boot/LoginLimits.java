package org.abisession.boot;

import jakarta.servlet.http.HttpServletRequest;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.security.core.Authentication;

/**
 * Notes the login for which Spring Security's {@code maximumSessions} asks the registry, while it asks
 * ({@link LimitedLogin}).
 */
final class LoginLimits implements BeanPostProcessor {
    private static final String STRATEGY =
            "org.springframework.security.web.authentication.session.ConcurrentSessionControlAuthenticationStrategy";

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (!isStrategy(bean.getClass())) {
            return bean;
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

    private static @Nullable Object call(MethodInvocation call) throws Throwable {
        @Nullable Object[] arguments = call.getArguments();
        return arguments.length > 1
                        && arguments[0] instanceof Authentication login
                        && arguments[1] instanceof HttpServletRequest request
                ? new LimitedLogin(login, request).during(call::proceed)
                : call.proceed();
    }
}
