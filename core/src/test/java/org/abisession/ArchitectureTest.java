package org.abisession;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "org.abisession",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.WithoutTesting.class})
class ArchitectureTest {
    /** Leaves out the module that tests share. */
    static final class WithoutTesting implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/org/abisession/testing/") && !location.contains("/org/abisession/fuzz/");
        }
    }

    @ArchTest
    static final ArchRule core_knowsNoContainer = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "javax.servlet..", "org.apache.catalina..", "org.eclipse.jetty..");

    @ArchTest
    static final ArchRule packages_haveNoCycles =
            slices().matching("org.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule applications_knowNothingOfTheStore = noClasses()
            .that()
            .resideInAPackage("org.abisession")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.abisession.store", "org.abisession.redis", "org.abisession.node");

    @ArchTest
    static final ArchRule redisClient_staysInTheRedisPackage = noClasses()
            .that()
            .resideOutsideOfPackage("org.abisession.redis")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("redis.clients..");

    @ArchTest
    static final ArchRule jackson_staysInTheJsonPackages = noClasses()
            .that()
            .resideOutsideOfPackages("org.abisession.codec", "org.abisession.conversation", "org.abisession.redis")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("tools.jackson..");

    @ArchTest
    static final ArchRule store_doesNotKnowTheNode = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.abisession",
                    "org.abisession.store",
                    "org.abisession.redis",
                    "org.abisession.codec",
                    "org.abisession.conversation",
                    "org.abisession.settings")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.abisession.node");

    @ArchTest
    static final ArchRule node_reachesTheStoreThroughItsContract = noClasses()
            .that()
            .resideInAPackage("org.abisession.node")
            .and()
            .doNotHaveSimpleName("SessionNode")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.abisession.redis")
            .because("the contract is all that the rest needs of the store; SessionNode opens it");

    @ArchTest
    static final ArchRule valuesAndSettings_doNotKnowTheStore = noClasses()
            .that()
            .resideInAnyPackage("org.abisession.codec", "org.abisession.conversation", "org.abisession.settings")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.abisession.redis");
}
