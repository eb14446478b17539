using System.Text.Json;
using WebRun.Schemas;

namespace WebRun.Protocol;

/// <summary>Reads what the account has spent: the amounts may stand in the answer itself, in data, or in usage.</summary>
internal static class AccountResponse
{
    /// <summary>The amounts that the answer names.</summary>
    public static WebRunAccountUsage Read(ServiceResponse answer)
    {
        JsonElement[] places = [answer.Json, answer.Json.Field("data"), answer.Json.Field("usage")];
        return new WebRunAccountUsage { Spend = Amount("spend"), Limit = Amount("limit"), Remaining = Amount("remaining") };

        decimal? Amount(string name)
        {
            foreach (var place in places)
            {
                if (place.AnyNumber(name) is { } amount)
                {
                    return (decimal)amount;
                }
            }

            return null;
        }
    }
}
