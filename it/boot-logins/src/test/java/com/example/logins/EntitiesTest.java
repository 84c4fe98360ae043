package com.example.logins;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.abisession.codec.AttributeCodec;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.SortNatural;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextImpl;

/** An entity as a principal: what Hibernate puts into its fields goes into the session with it. */
class EntitiesTest {
    private static SessionFactory factory;

    @Entity(name = "Customer")
    static class Customer implements Serializable {
        private static final long serialVersionUID = 1L;

        @Id
        @GeneratedValue
        Long id;

        String name = "ada";

        @OneToMany(cascade = CascadeType.ALL, fetch = FetchType.EAGER)
        List<Address> bag = new ArrayList<>();

        @ElementCollection(fetch = FetchType.EAGER)
        @OrderColumn
        List<String> lines = new ArrayList<>();

        @ElementCollection(fetch = FetchType.EAGER)
        Set<String> names = new HashSet<>();

        @ElementCollection(fetch = FetchType.EAGER)
        Map<String, String> texts = new HashMap<>();

        @ElementCollection(fetch = FetchType.EAGER)
        @SortNatural
        SortedSet<String> sortedSet = new TreeSet<>();

        @ElementCollection(fetch = FetchType.EAGER)
        @SortNatural
        SortedMap<String, String> sortedMap = new TreeMap<>();

        @ElementCollection
        List<String> neverLoaded = new ArrayList<>();

        @ManyToOne(cascade = CascadeType.ALL, fetch = FetchType.LAZY)
        Address lazy;
    }

    @Entity(name = "Address")
    static class Address implements Serializable {
        private static final long serialVersionUID = 1L;

        @Id
        @GeneratedValue
        Long id;

        String street = "Main Street";
    }

    @BeforeAll
    static void open() {
        factory = new Configuration()
                .addAnnotatedClass(Customer.class)
                .addAnnotatedClass(Address.class)
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:entities")
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .buildSessionFactory();
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    private static AttributeCodec node() {
        return AttributeCodec.builder(EntitiesTest.class.getClassLoader())
                .allowedClasses(List.of("spring-security", "hibernate"))
                .build();
    }

    private static Customer stored(boolean withLazy) {
        Customer customer = new Customer();
        customer.bag.add(new Address());
        customer.lines.add("one");
        customer.names.add("two");
        customer.texts.put("three", "3");
        customer.sortedSet.add("four");
        customer.sortedMap.put("five", "5");
        customer.lazy = withLazy ? new Address() : null;
        factory.inTransaction(session -> session.persist(customer));
        try (Session session = factory.openSession()) {
            return session.find(Customer.class, customer.id);
        }
    }

    @Test
    void entity_withCollectionsOfHibernate_isReadOnOtherNode() {
        Customer customer = stored(false);
        assertThat(customer.bag.getClass().getName()).startsWith("org.hibernate.collection");

        SecurityContextImpl back = (SecurityContextImpl) node().decode(
                "login",
                node().encode(
                        "login",
                        new SecurityContextImpl(
                                UsernamePasswordAuthenticationToken.authenticated(customer, null, List.of()))));

        Customer read = (Customer) back.getAuthentication().getPrincipal();
        assertThat(read.bag).singleElement().returns("Main Street", address -> address.street);
        assertThat(read.lines).containsExactly("one");
        assertThat(read.names).containsExactly("two");
        assertThat(read.texts).containsEntry("three", "3");
        assertThat(read.sortedSet).containsExactly("four");
        assertThat(read.sortedMap).containsEntry("five", "5");
        assertThat(Hibernate.isInitialized(read.neverLoaded)).isFalse();
    }

    @Test
    void entity_withReferenceThatWasLoaded_isReadOnOtherNode() {
        Customer customer = stored(true);
        try (Session session = factory.openSession()) {
            customer = session.createQuery("from Customer c join fetch c.lazy where c.id = :id", Customer.class)
                    .setParameter("id", customer.id)
                    .getSingleResult();
        }

        Customer read = (Customer) node().decode("customer", node().encode("customer", customer));

        assertThat(read.lazy.street).isEqualTo("Main Street");
    }
}
