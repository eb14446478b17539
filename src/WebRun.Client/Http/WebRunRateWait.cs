using System;

namespace WebRun;

/// <summary>What a client's requests wait for because of the service's rate limit, in one moment.</summary>
/// <param name="Requests">How many wait, 1 or more.</param>
/// <param name="Remaining">How long the next of them has to wait still, more than zero; the others follow as places become free.</param>
public sealed record WebRunRateWait(int Requests, TimeSpan Remaining);
