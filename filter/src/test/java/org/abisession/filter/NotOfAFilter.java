package org.abisession.filter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Leaves out the promises that no filter can keep, each with the reason that {@code docs/containers.md} gives. A name
 * here that is no test fails {@link FilterServletContractTest}.
 */
final class NotOfAFilter implements ExecutionCondition {
    static final Map<String, List<String>> REASONS = reasons();

    private static Map<String, List<String>> reasons() {
        Map<String, List<String>> reasons = new LinkedHashMap<>();
        reasons.put(
                "the container alone knows the listeners of the application",
                List.of(
                        "absoluteTimeout_sessionInUse_listenersAreCalledOnce",
                        "attributeAdded_listenerThrows_reachesTheRequestWhereThisContainerSaysSo",
                        "attributeReplaced_bindingListenerByAnother_getsTheOldValue",
                        "attributes_ofTwoApplicationsWithOneId_areApart",
                        "invalidate_byBothNodesAtTheSameTime_isToldOnce",
                        "invalidate_byTwoRequestsOfOneNodeAtOnce_tellsEachListenerOnce",
                        "listeners_addedByTheApplicationAtItsStart_areToldAsThoseOfTheDescriptor",
                        "listeners_foundByAnnotation_areToldAsThoseOfTheDescriptor",
                        "listeners_lifeOfASession_areToldOfEachEventOnceAndReadAttributesAtItsEnd",
                        "listeners_ofAnotherApplication_areNotTold",
                        "listeners_sessionOfAnotherNode_areToldOfItsEndWhereItWasInvalidatedOnly",
                        "listeners_setAttributesOfTheSession_areStored",
                        "listeners_timeout_areToldOfEverythingOnceWithTheApplicationsClassLoader",
                        "sessionDestroyed_listenerThrowsAtATimeout_endsTheOtherSessionsAllTheSame",
                        "sessionDestroyed_setsAnUnstorableValueWhereThoseAreRefused_hasItToTheEnd",
                        "sessionIdChanged_onOneNode_isToldThereOnceAndWithAnotherId",
                        "sessionListeners_twoDeclared_areToldOfTheBeginningInOrderAndOfTheEndInReverse",
                        "session_ofANodeThatIsDead_endsOnAnother",
                        "session_timeOver_isGoneForEveryRequestAndItsListenersAreToldWithTheAttributes",
                        "sessions_thatEndTogether_endNotEarlyNotLateAndOnceOnTwoSweepingNodes",
                        "setAttribute_bindingListenerWhileTheSessionEnds_isUnboundToo",
                        "setAttribute_bindingListenerWhileTheSessionTimesOut_isUnboundToo",
                        "setAttribute_bindingListener_isBoundBeforeItIsVisibleAndTheAttributeListenersComeLast",
                        "setAttribute_nullValue_removesItWithTheEventsOfARemoval",
                        "setAttribute_theVeryValueThatIsThere_tellsWhomThisContainerTells",
                        "setMaxInactiveInterval_fromForeverBackToSeconds_endsTheSession",
                        "valueUnbound_atTheInvalidation_comesOnceForEachAttributeAfterSessionDestroyed"));
        reasons.put(
                "a listener of requests comes before the filter, with the container's request",
                List.of("requestListeners_setAttributesOfTheSession_areStored"));
        reasons.put(
                "a login is the container's, with a session of its own",
                List.of(
                        "form_allNodesStartedAnew_isStillLoggedIn",
                        "form_begunOnOneNodeAndFinishedOnTheOther_replaysTheRequestAndHoldsOnBoth",
                        "form_firstRequestWasAPost_isReplayedWithItsFormAfterTheLoginOnTheOtherNode",
                        "form_loginPage_isSentWhenTheSessionIsStored",
                        "form_login_changesTheIdAndKeepsTheAttributes",
                        "form_nodeOfTheLoginIsDead_isStillLoggedInOnTheOther",
                        "form_userWithoutTheRole_gets403OnBothNodes",
                        "invalidate_ofALoggedInSession_logsOutOnBoth",
                        "login_byTheApplication_holdsOnBothNodes",
                        "login_changedOnTheOtherNodeMeanwhile_isSeenByTheNextRequest",
                        "logout_onOneNode_holdsOnBoth",
                        "users_endAll_endsTheOneThatAsksToo",
                        "users_endedByAnAdministratorDuringTheLogin_loseThatToo",
                        "users_loggedInOnTwoNodes_listAndEndTheOthers",
                        "users_loginByTheContainerOverTheLimit_is403AndTheSessionGoesOnWithoutTheUser",
                        "users_loggedOutInASessionThatGoesOn_haveItNoMore"));
        reasons.put(
                "the id is in the cookie alone, not in URLs",
                List.of(
                        "cookie_namedByTheApplication_isUsedForCookieAndUrlParameter",
                        "isRequestedSessionIdFromCookie_unknownIdOrNoIdAtAll_isAsTheClientSentIt",
                        "isRequestedSessionIdFromUrl_parameterInThePath_isTrueAndFindsTheSession",
                        "tracking_byDefault_writesTheIdIntoUrlsForAClientWithoutCookies",
                        "tracking_setByTheApplicationAtItsStart_holds"));
        reasons.put(
                "a dispatch into another application does not share the id",
                List.of(
                        "include_ofAnotherApplicationInTheRequestThatMakesTheSession_makesOneOfTheSameId",
                        "include_ofAnotherApplication_makesASessionThatIsResumableThere"));
        reasons.put(
                "a session is looked for when it is asked for",
                List.of("getLastAccessedTime_afterARequestThatDidNotAskForTheSession_isThatOnes"));
        reasons.put(
                "a filter can't close the connection",
                List.of("change_afterTheHeadOfTheResponseAndRedisAway_cutsTheResponseOff"));
        return reasons;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String name = context.getTestMethod().map(method -> method.getName()).orElse("");
        return REASONS.entrySet().stream()
                .filter(reason -> reason.getValue().contains(name))
                .map(reason -> ConditionEvaluationResult.disabled(reason.getKey()))
                .findFirst()
                .orElse(ConditionEvaluationResult.enabled("a filter can keep it"));
    }
}
