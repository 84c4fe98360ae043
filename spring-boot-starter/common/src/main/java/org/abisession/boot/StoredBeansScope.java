package org.abisession.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.Scope;

/** Spring's scope of the session, but for the destruction of beans that are stored: {@link SessionBeans} does that. */
final class StoredBeansScope implements Scope {
    private final Scope scope;
    private final SessionBeans beans;

    StoredBeansScope(Scope scope, SessionBeans beans) {
        this.scope = scope;
        this.beans = beans;
    }

    @Override
    public Object get(String name, ObjectFactory<?> factory) {
        return scope.get(name, factory);
    }

    @Override
    public @Nullable Object remove(String name) {
        Object removed = scope.remove(name);
        if (removed != null && beans.isStored(name)) {
            beans.destroy(name, removed);
        }
        return removed;
    }

    @Override
    public void registerDestructionCallback(String name, Runnable callback) {
        if (!beans.isStored(name)) {
            scope.registerDestructionCallback(name, callback);
        }
    }

    @Override
    public @Nullable Object resolveContextualObject(String key) {
        return scope.resolveContextualObject(key);
    }

    @Override
    public @Nullable String getConversationId() {
        return scope.getConversationId();
    }
}
