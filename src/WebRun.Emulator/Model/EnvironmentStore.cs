using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using WebRun.Emulator.Settings;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Model;

/// <summary>The environments.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class EnvironmentStore(TimeProvider time) : IDisposable
{
    private const int Most = 20;

    private readonly List<EmulatedEnvironment> _environments = [];

    public IEnumerable<EnvironmentRecord> Records => _environments.Select(environment => environment.Record());

    public IEnumerable<EmulatedEnvironment> Of(string owner) =>
        _environments.Where(environment => string.Equals(environment.Owner, owner, StringComparison.Ordinal));

    public EmulatedEnvironment Create(string owner, string name, string? description)
    {
        var count = Of(owner).Count();
        if (count >= Most)
        {
            throw new Refusal(400, "INVALID_PARAMETER", $"At most {Most} environments are allowed.")
            {
                Details = new JsonObject { ["current"] = count, ["limit"] = Most },
            };
        }

        var environment = new EmulatedEnvironment(owner, name, description, time);
        _environments.Add(environment);
        return environment;
    }

    public void Delete(EmulatedEnvironment environment)
    {
        _environments.Remove(environment);
        environment.Dispose();
    }

    /// <summary>The owner's environment of that id, which stands in the path.</summary>
    public EmulatedEnvironment Require(string id, string owner) => Find(id, owner) ?? throw Refusal.NotFound("environment");

    /// <summary>The owner's environment of that id, which stands in a field of the body.</summary>
    public EmulatedEnvironment RequireField(string id, string owner, string field) =>
        Find(id, owner) ?? throw new Refusal(400, "INVALID_PARAMETER", $"{field}: the environment '{id}' does not exist.");

    public EmulatedEnvironment? Find(string id, string owner) =>
        Of(owner).FirstOrDefault(environment => string.Equals(environment.Id, id, StringComparison.Ordinal));

    public void Clear()
    {
        Dispose();
        _environments.Clear();
    }

    public void Dispose() => _environments.ForEach(environment => environment.Dispose());
}
