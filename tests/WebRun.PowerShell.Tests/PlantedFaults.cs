#pragma warning disable MA0048, MA0182, CA1812, CA1707, CA1823, IDE0051, IDE0052, CA1822 // Small types that are only there to be read by a test, all of them together.

// Each case has types of two folders, which begin their names, and at most one fault.
namespace WebRun.PowerShell.Tests.Planted.Downward.Execution
{
    internal sealed class Execution_Writer
    {
        public object Make() => new Formatting.Formatting_Text();
    }
}

namespace WebRun.PowerShell.Tests.Planted.Downward.Formatting
{
    internal sealed class Formatting_Text;
}

namespace WebRun.PowerShell.Tests.Planted.Upward.Execution
{
    internal sealed class Execution_Writer;
}

namespace WebRun.PowerShell.Tests.Planted.Upward.Binding
{
    internal sealed class Binding_Filter
    {
        public void Write(Execution.Execution_Writer writer) => System.GC.KeepAlive(writer);
    }
}

namespace WebRun.PowerShell.Tests.Planted.Circle.Execution
{
    internal sealed class Execution_Errors
    {
        public object Make() => new Loading.Loading_Contexts();
    }
}

namespace WebRun.PowerShell.Tests.Planted.Circle.Loading
{
    internal sealed class Loading_Contexts
    {
        public System.Func<object> Make => () => new Execution.Execution_Errors();
    }
}

namespace WebRun.PowerShell.Tests.Planted.Elsewhere.Binding
{
    internal sealed class Execution_Writer;
}

namespace WebRun.PowerShell.Tests.Planted.Elsewhere.Execution
{
    internal sealed class Execution_Queue;
}
