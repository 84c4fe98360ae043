package org.abisession.boot.v4;

import org.abisession.boot.SpringRedis;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;

/** Takes the address of Redis from where Docker Compose or Testcontainers have started one. */
@AutoConfiguration
@ConditionalOnClass(name = "org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails")
class ConnectionDetailsAutoConfiguration {
    @Bean
    SpringRedis.Source abiSessionConnectionDetails(ObjectProvider<DataRedisConnectionDetails> details) {
        return new DetailsSource(details);
    }
}
