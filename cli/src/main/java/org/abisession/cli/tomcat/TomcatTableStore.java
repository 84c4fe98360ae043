package org.abisession.cli.tomcat;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the table of Tomcat's DataSourceStore, or of the JDBCStore of older versions. */
public final class TomcatTableStore implements TomcatStore {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_$.]+");
    private static final int ROWS_AT_ONCE = 50;

    private final Database database;
    private final Columns columns;
    private final @Nullable String context;

    /**
     * Makes one.
     *
     * @param context whose rows to read, such as {@code /Catalina/localhost/shop}; null where the table has one alone
     */
    public TomcatTableStore(Database database, Columns columns, @Nullable String context) {
        this.database = database;
        this.columns = columns;
        this.context = context;
    }

    /**
     * Says how to reach a database.
     *
     * @param drivers loads its driver
     */
    public record Database(ClassLoader drivers, String url, Properties login) {
        Connection connect() throws SQLException {
            for (Driver driver : ServiceLoader.load(Driver.class, drivers)) {
                Connection connection = driver.connect(url, login);
                if (connection != null) {
                    return connection;
                }
            }
            throw new IllegalArgumentException("No JDBC driver for this URL. Add its jar to --classpath.");
        }

        /** Returns a fixed text: the login and the URL may hold a password. */
        @Override
        public String toString() {
            return "Database";
        }
    }

    /** Names the table and those of its columns that are read, as the attributes of Tomcat's Store do. */
    public record Columns(String table, String id, String app, String data) {
        /** Checks the names, since they become a part of a statement. */
        public Columns {
            for (String name : new String[] {table, id, app, data}) {
                if (!NAME.matcher(name).matches()) {
                    throw new IllegalArgumentException(
                            "The names of table and columns must be letters, digits, _, $ and dots");
                }
            }
        }
    }

    @Override
    public void visit(Visitor visitor) throws IOException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false); // some drivers read all rows at once else
            visit(connection, visitor);
            connection.rollback();
        } catch (SQLException e) {
            throw new IOException("The database refuses: " + e.getMessage(), e);
        }
    }

    private void visit(Connection connection, Visitor visitor) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT " + columns.id() + ", " + columns.data()
                + " FROM " + columns.table() + " WHERE " + columns.app() + " = ?")) {
            select.setFetchSize(ROWS_AT_ONCE);
            select.setString(1, context == null ? onlyContext(connection) : context);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    visitor.session(String.valueOf(rows.getString(1)), () -> bytes(rows));
                }
            }
        }
    }

    private static InputStream bytes(ResultSet row) throws IOException {
        try {
            InputStream bytes = row.getBinaryStream(2);
            return bytes == null ? InputStream.nullInputStream() : bytes;
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public String contents() throws IOException {
        try (Connection connection = database.connect()) {
            Set<String> found = contexts(connection);
            return found.isEmpty()
                    ? "The table is empty."
                    : "The table has no session of " + context + ". It has some of: " + String.join(", ", found) + ".";
        } catch (SQLException e) {
            throw new IOException("The database refuses: " + e.getMessage(), e);
        }
    }

    private String onlyContext(Connection connection) throws SQLException {
        Set<String> found = contexts(connection);
        if (found.size() > 1) {
            throw new IllegalArgumentException("The table has sessions of several applications: "
                    + String.join(", ", found) + ". Name one: --context NAME");
        }
        return found.stream().findFirst().orElse("");
    }

    private Set<String> contexts(Connection connection) throws SQLException {
        Set<String> found = new TreeSet<>();
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT DISTINCT " + columns.app() + " FROM " + columns.table());
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.add(String.valueOf(rows.getString(1)));
            }
        }
        return found;
    }
}
