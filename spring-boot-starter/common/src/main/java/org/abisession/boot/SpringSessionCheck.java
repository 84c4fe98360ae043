package org.abisession.boot;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.ClassUtils;

/** Warns where Spring Session is beside the starter: it keeps the sessions then, and abi-session has none. */
final class SpringSessionCheck implements SmartInitializingSingleton {
    static final String REPOSITORY = "org.springframework.session.SessionRepository";
    private static final Logger LOG = LoggerFactory.getLogger(SpringSessionCheck.class);

    private final ListableBeanFactory beans;

    SpringSessionCheck(ListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Class<?> type = ClassUtils.resolveClassName(REPOSITORY, null);
        List<String> names = List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false));
        if (!names.isEmpty()) {
            LOG.warn(
                    "Spring Session keeps the sessions of this application (bean {}), not abi-session: its filter"
                            + " replaces the session of the server. Remove Spring Session's dependency, or set"
                            + " abi.session.enabled=false if it is to stay.",
                    names.get(0));
        }
    }
}
