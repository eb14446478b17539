@{
    Severity     = 'Error', 'Warning'
    ExcludeRules = @(
        # Pester runs its blocks in scopes that the analyzer does not see.
        'PSUseDeclaredVarsMoreThanAssignments'
        # The helpers of tests start and stop what is only theirs.
        'PSUseShouldProcessForStateChangingFunctions'
        # Stand-ins have the names of what they stand in for, and one is not an approved verb.
        'PSAvoidOverwritingBuiltInCmdlets'
        'PSUseApprovedVerbs'
    )
}
