package org.abisession.boot.v4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.abisession.boot.SpringRedis;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;

class DetailsSourceTest {
    private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

    private SpringRedis found(DataRedisConnectionDetails details) {
        beans.registerSingleton("details", details);
        return new DetailsSource(beans.getBeanProvider(DataRedisConnectionDetails.class))
                .find()
                .orElseThrow();
    }

    @Test
    void find_noBean_isEmpty() {
        assertThat(new DetailsSource(beans.getBeanProvider(DataRedisConnectionDetails.class)).find())
                .isEmpty();
    }

    @Test
    void find_runningContainer_isItsAddressAndLogin() {
        SpringRedis redis = found(new DataRedisConnectionDetails() {
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
        SpringRedis redis = found(new DataRedisConnectionDetails() {
            @Override
            public Cluster getCluster() {
                return () -> List.of(new Node("one", 6379), new Node("::1", 6380));
            }
        });

        assertThat(redis.url()).isEqualTo("redis-cluster://one:6379,[::1]:6380");
    }

    @Test
    void find_sentinelsWithPassword_hasIt() {
        DataRedisConnectionDetails details = new DataRedisConnectionDetails() {
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
    void find_primaryWithReplicas_stopsAndSaysWhatToDo() {
        DataRedisConnectionDetails details = new DataRedisConnectionDetails() {
            @Override
            public MasterReplica getMasterReplica() {
                return () -> List.of(new Node("one", 6379), new Node("two", 6379));
            }
        };

        assertThatThrownBy(() -> found(details))
                .hasMessageContaining("the bean DataRedisConnectionDetails with a primary and replicas must not be set")
                .hasMessageContaining("Set abi.session.redis-url to the primary");
    }

    @Test
    void find_beanThatRepeatsTheProperties_isEmpty() {
        beans.registerSingleton("details", new PropertiesDetails());

        assertThat(new DetailsSource(beans.getBeanProvider(DataRedisConnectionDetails.class)).find())
                .isEmpty();
    }

    /** Named as Spring Boot's own. */
    private static final class PropertiesDetails implements DataRedisConnectionDetails {}
}
