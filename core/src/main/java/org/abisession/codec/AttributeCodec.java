package org.abisession.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stub. */
public final class AttributeCodec {
    private AttributeCodec() {}

    public static Builder builder(ClassLoader application) {
        return new Builder();
    }

    public byte[] encode(String attribute, @Nullable Object value) {
        return new byte[0];
    }

    public @Nullable Object decode(String attribute, byte[] stored) {
        return null;
    }

    public boolean isMutable(@Nullable Object value) {
        return true;
    }

    public boolean isPlain(byte[] stored) {
        return true;
    }

    public static final class Builder {
        public Builder allowedClasses(List<String> patterns) {
            return this;
        }

        public Builder containerLoader(ClassLoader loader) {
            return this;
        }

        public AttributeCodec build() {
            return new AttributeCodec();
        }
    }
}
