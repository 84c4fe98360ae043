package org.abisession.codec;

import java.util.Set;

/**
 * Lists the classes of the JDK that a stored Java object may hold: values, collections, their helpers in serialized
 * form, and common exceptions. A list of names, so that no class that a later JDK adds comes in by itself.
 *
 * <p>Left out on purpose, among all others: java.net.URL ({@link TextUrls} reads those), reflection,
 * java.beans, java.rmi, javax.management, javax.naming, javax.script, java.security.SignedObject,
 * java.util.Comparator as the home of serialized lambdas.
 */
final class JdkValueClasses {
    private static final Set<String> VALUES = ClassTable.read("""
            java.lang Boolean Byte Character Class Double Enum Float Integer Long Number Object Record Short String
                StringBuffer StringBuilder String$CaseInsensitiveComparator StackTraceElement Thread$State
            java.lang Throwable Exception RuntimeException Error ArithmeticException ArrayIndexOutOfBoundsException
                ClassCastException ClassNotFoundException IllegalArgumentException IllegalStateException
                IndexOutOfBoundsException InterruptedException NullPointerException NumberFormatException
                ReflectiveOperationException SecurityException StringIndexOutOfBoundsException
                UnsupportedOperationException
            java.lang.invoke SerializedLambda
            java.lang.reflect Proxy
            java.io File IOException FileNotFoundException NotSerializableException ObjectStreamException
                UncheckedIOException
            java.math BigDecimal BigInteger MathContext RoundingMode
            java.net InetAddress Inet4Address Inet6Address InetSocketAddress SocketAddress URI
            java.security GeneralSecurityException
            java.sql Date SQLException Time Timestamp
            java.text AttributedCharacterIterator$Attribute ChoiceFormat DateFormat DateFormatSymbols DateFormat$Field
                DecimalFormat DecimalFormatSymbols Format Format$Field MessageFormat MessageFormat$Field NumberFormat
                NumberFormat$Field Normalizer$Form ParseException SimpleDateFormat
            java.time DateTimeException DayOfWeek Duration Instant LocalDate LocalDateTime LocalTime Month MonthDay
                OffsetDateTime OffsetTime Period Ser Year YearMonth ZoneId ZoneOffset ZonedDateTime ZoneRegion
            java.time.chrono HijrahEra IsoEra JapaneseEra MinguoEra Ser ThaiBuddhistEra
            java.time.format DateTimeParseException FormatStyle ResolverStyle SignStyle TextStyle
            java.time.temporal ChronoField ChronoUnit ValueRange WeekFields
            java.util AbstractCollection AbstractList AbstractMap AbstractMap$SimpleEntry
                AbstractMap$SimpleImmutableEntry AbstractQueue AbstractSequentialList AbstractSet ArrayDeque ArrayList
                Arrays$ArrayList BitSet Calendar CollSer Collections$AsLIFOQueue Collections$CopiesList
                Collections$EmptyList Collections$EmptyMap Collections$EmptySet Collections$ReverseComparator
                Collections$ReverseComparator2 Collections$SetFromMap Collections$SingletonList
                Collections$SingletonMap Collections$SingletonSet Collections$SynchronizedCollection
                Collections$SynchronizedList Collections$SynchronizedMap Collections$SynchronizedNavigableMap
                Collections$SynchronizedNavigableSet Collections$SynchronizedRandomAccessList
                Collections$SynchronizedSet Collections$SynchronizedSortedMap Collections$SynchronizedSortedSet
                Collections$UnmodifiableCollection Collections$UnmodifiableList Collections$UnmodifiableMap
                Collections$UnmodifiableMap$UnmodifiableEntrySet Collections$UnmodifiableNavigableMap
                Collections$UnmodifiableNavigableMap$EmptyNavigableMap Collections$UnmodifiableNavigableSet
                Collections$UnmodifiableNavigableSet$EmptyNavigableSet Collections$UnmodifiableRandomAccessList
                Collections$UnmodifiableSet Collections$UnmodifiableSortedMap Collections$UnmodifiableSortedSet
                Comparators$NaturalOrderComparator Comparators$NullComparator Currency Date Dictionary EnumMap EnumSet
                EnumSet$SerializationProxy EventObject GregorianCalendar HashMap HashSet Hashtable IdentityHashMap
                IllegalFormatException JumboEnumSet LinkedHashMap LinkedHashSet LinkedList Locale Locale$Category
                MissingResourceException
                NoSuchElementException PriorityQueue Properties Random RegularEnumSet SimpleTimeZone Stack
                StringJoiner TimeZone TreeMap TreeSet UUID Vector
            java.util.concurrent ArrayBlockingQueue ConcurrentHashMap ConcurrentHashMap$CollectionView
                ConcurrentHashMap$KeySetView ConcurrentHashMap$Segment ConcurrentLinkedDeque ConcurrentLinkedQueue
                ConcurrentSkipListMap ConcurrentSkipListSet CopyOnWriteArrayList CopyOnWriteArraySet ExecutionException
                LinkedBlockingDeque LinkedBlockingQueue TimeoutException TimeUnit
            java.util.concurrent.atomic AtomicBoolean AtomicInteger AtomicIntegerArray AtomicLong AtomicLongArray
                AtomicReference AtomicReferenceArray DoubleAdder DoubleAdder$SerializationProxy LongAdder
                LongAdder$SerializationProxy Striped64
            java.util.concurrent.locks AbstractOwnableSynchronizer AbstractQueuedSynchronizer
                AbstractQueuedSynchronizer$ConditionObject ReentrantLock
                ReentrantLock$FairSync ReentrantLock$NonfairSync ReentrantLock$Sync ReentrantReadWriteLock
                ReentrantReadWriteLock$FairSync ReentrantReadWriteLock$NonfairSync ReentrantReadWriteLock$ReadLock
                ReentrantReadWriteLock$Sync ReentrantReadWriteLock$WriteLock
            java.util.regex Pattern
            sun.util.calendar ZoneInfo
            """);

    /** Interfaces that may only be the component type of an array: no proxy may implement them. */
    private static final Set<String> INTERFACES = ClassTable.read("""
            java.io Serializable
            java.lang CharSequence Cloneable Comparable
            java.time.temporal Temporal TemporalAccessor TemporalAmount TemporalUnit
            java.util Collection Deque List Map Map$Entry NavigableMap NavigableSet Queue Set SortedMap SortedSet
            """);

    private JdkValueClasses() {}

    static boolean contains(String className) {
        return VALUES.contains(className);
    }

    static boolean containsInterface(String className) {
        return INTERFACES.contains(className);
    }
}
