package com.example.portal;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Has the transactions, so that the bean of the session needs none of its own. */
@Service
class NoteService {
    @Transactional
    public void add(Notes notes, String text) {
        notes.add(text);
    }
}
