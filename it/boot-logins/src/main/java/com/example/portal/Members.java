package com.example.portal;

import jakarta.persistence.EntityManager;
import jakarta.persistence.NoResultException;
import jakarta.persistence.PersistenceContext;
import org.springframework.context.annotation.Profile;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Finds members in the database, as entities. */
@Repository
@Profile("!issuer")
class Members {
    @PersistenceContext
    private EntityManager entities;

    @Transactional
    public UserDetails member(String name) {
        try {
            return entities.createQuery("from Member where name = :name", Member.class)
                    .setParameter("name", name)
                    .getSingleResult();
        } catch (NoResultException e) {
            throw new UsernameNotFoundException("No member " + name, e);
        }
    }
}
