package org.abisession.boot.v3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.abisession.boot.SpringRedis;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;

class DetailsSourceTest {
    private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

    private SpringRedis found(RedisConnectionDetails details) {
        beans.registerSingleton("details", details);
        return new DetailsSource(beans.getBeanProvider(RedisConnectionDetails.class))
                .find()
                .orElseThrow();
    }

    @Test
    void find_noBean_isEmpty() {
        assertThat(new DetailsSource(beans.getBeanProvider(RedisConnectionDetails.class)).find())
                .isEmpty();
    }

    @Test
    void find_runningContainer_isItsAddressAndLogin() {
        SpringRedis redis = found(new RedisConnectionDetails() {
            @Override
            public String getPassword() {
                return "p@ss";
            }

            @Override
            public Standalone getStandalone() {
                return Standalone.of("127.0.0.1", 32768, 2);
            }
        });

        assertThat(redis.url()).isEqualTo("redis://:p%40ss@127.0.0.1:32768/2");
        assertThat(redis.login().tls()).isFalse();
        assertThat(redis.toString()).doesNotContain("p%40ss");
    }

    @Test
    void find_cluster_hasAllNodes() {
        SpringRedis redis = found(new RedisConnectionDetails() {
            @Override
            public Cluster getCluster() {
                return () -> List.of(new Node("one", 6379), new Node("::1", 6380));
            }
        });

        assertThat(redis.url()).isEqualTo("redis-cluster://one:6379,[::1]:6380");
    }

    @Test
    void find_sentinelsWithPassword_hasIt() {
        RedisConnectionDetails details = new RedisConnectionDetails() {
            @Override
            public Sentinel getSentinel() {
                return new Sentinel() {
                    @Override
                    public int getDatabase() {
                        return 0;
                    }

                    @Override
                    public String getMaster() {
                        return "main";
                    }

                    @Override
                    public List<Node> getNodes() {
                        return List.of(new Node("one", 26379));
                    }

                    @Override
                    public String getUsername() {
                        return "";
                    }

                    @Override
                    public String getPassword() {
                        return "p@ss";
                    }
                };
            }
        };

        assertThat(found(details).sentinels())
                .extracting(SpringRedis.Login::password)
                .isEqualTo("p@ss");
    }

    @Test
    void find_beanThatRepeatsTheProperties_isEmpty() {
        beans.registerSingleton("details", new PropertiesDetails());

        assertThat(new DetailsSource(beans.getBeanProvider(RedisConnectionDetails.class)).find())
                .isEmpty();
    }

    /** Named as Spring Boot's own. */
    private static final class PropertiesDetails implements RedisConnectionDetails {}
}
