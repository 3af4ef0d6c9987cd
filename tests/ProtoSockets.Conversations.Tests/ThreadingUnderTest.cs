using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests;

/// <summary>All tests here run in each threading mode: the environment says in which, and .ci/run goes through them. Without it they run in the default one.</summary>
internal static class ThreadingUnderTest
{
    private const string Variable = "PROTOSOCKETS_TEST_THREADING";

    public static ThreadingMode Mode { get; private set; }

    /// <summary>The modes that can be had in this process: inline completions are for all of it.</summary>
    public static TheoryData<ThreadingMode> Modes => Mode == ThreadingMode.Inline
        ? [ThreadingMode.Pool, ThreadingMode.Inline, ThreadingMode.Dedicated, ThreadingMode.Spin]
        : [ThreadingMode.Pool, ThreadingMode.Dedicated, ThreadingMode.Spin];

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "A test project is a program.")]
    internal static void Set()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } mode)
        {
            return;
        }

        Mode = Enum.Parse<ThreadingMode>(mode, ignoreCase: true);
        if (Mode == ThreadingMode.Inline && !InlineCompletions.TryEnable())
        {
            throw new InvalidOperationException("The test host has used a socket before.");
        }

        AppContext.SetData("ProtoSockets.Threading", mode);
    }
}
