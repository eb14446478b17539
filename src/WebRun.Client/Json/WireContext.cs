using System.Text.Json.Serialization;

namespace WebRun.Json;

/// <summary>The source-generated readers of all answers.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(TaskAnswer))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(EnvironmentAnswer))]
[JsonSerializable(typeof(TriggerAnswer))]
[JsonSerializable(typeof(FilesAnswer))]
internal sealed partial class WireContext : JsonSerializerContext;
