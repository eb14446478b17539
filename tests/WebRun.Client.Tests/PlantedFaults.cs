#pragma warning disable MA0048, MA0182, CA1812, CA1852, CA1823, IDE0051, IDE0052, CA1822 // Small types that are only there to be read by a test, all of them together.

// Each case has folders as the client has, and one fault.
namespace WebRun.Client.Tests.Planted.Nothing.Transport
{
    internal sealed class Sender
    {
        public string Name => Protocol.Writer.Field;
    }
}

namespace WebRun.Client.Tests.Planted.Nothing.Protocol
{
    internal static class Writer
    {
        public static string Field => "taskDetails";
    }
}

namespace WebRun.Client.Tests.Planted.Circle.Transport
{
    internal sealed class Sender
    {
        public object Make() => new Protocol.Writer();
    }
}

namespace WebRun.Client.Tests.Planted.Circle.Protocol
{
    internal sealed class Writer
    {
        public async System.Threading.Tasks.Task SendAsync()
        {
            await System.Threading.Tasks.Task.Yield();
            System.GC.KeepAlive(new Transport.Sender());
        }
    }
}

namespace WebRun.Client.Tests.Planted.Upward.Models
{
    internal sealed class Entry
    {
        public System.Collections.Generic.List<Operations.Runner> Runners { get; } = [];
    }
}

namespace WebRun.Client.Tests.Planted.Upward.Operations
{
    internal sealed class Runner;
}

namespace WebRun.Client.Tests.Planted.Wire.Protocol
{
    internal static class Writer
    {
        public static string Field => "taskDetails";

        public static string Event => "task_completed";
    }
}

namespace WebRun.Client.Tests.Planted.Wire.Live
{
    internal static class Reader
    {
        public static System.Func<string, bool> IsEnd => name => name == "task_completed";

        public static string Body(string text) => $$"""{"taskDetails":"{{text}}"}""";
    }
}

namespace WebRun.Client.Tests.Planted.Words.Models
{
    internal static class Texts
    {
        public static string Parameter => "It is not run again, unless -RetryUnknown says so.";

        public static string Command => "End it with Stop-WebRunSession.";

        public static string Fine => "Content-Length, X-RateLimit-Limit and 'tar -czf profile.tar.gz'.";

        public static object? PSObject => null;
    }
}

// The same with folders as the emulator has.
namespace WebRun.Client.Tests.PlantedInEmulator.Nothing.Api
{
    internal sealed class Endpoint
    {
        public object Make() => new Model.Session();
    }
}

namespace WebRun.Client.Tests.PlantedInEmulator.Nothing.Model
{
    internal sealed class Session;
}

namespace WebRun.Client.Tests.PlantedInEmulator.Circle.Model
{
    internal sealed class Session
    {
        public object Make() => new Forms.Answer();
    }
}

namespace WebRun.Client.Tests.PlantedInEmulator.Circle.Forms
{
    internal sealed class Answer
    {
        public System.Func<object> Make => () => new Model.Session();
    }
}

namespace WebRun.Client.Tests.PlantedInEmulator.Upward.Wire
{
    internal sealed class Fields
    {
        public System.Collections.Generic.List<Api.Endpoint> Endpoints { get; } = [];
    }
}

namespace WebRun.Client.Tests.PlantedInEmulator.Upward.Api
{
    internal sealed class Endpoint;
}
