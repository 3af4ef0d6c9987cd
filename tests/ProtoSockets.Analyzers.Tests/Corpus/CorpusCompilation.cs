using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Corpus;

/// <summary>Compiles all snippets as one project, each in a file of its own. What they use of other libraries (hosting, logging, a test framework) is a library here as well.</summary>
internal static class CorpusCompilation
{
    private const string Usings =
        """
        global using System;
        global using System.Buffers;
        global using System.Buffers.Binary;
        global using System.Collections.Concurrent;
        global using System.Collections.Generic;
        global using System.Diagnostics;
        global using System.IO;
        global using System.IO.Pipelines;
        global using System.Linq;
        global using System.Net;
        global using System.Net.NetworkInformation;
        global using System.Net.Security;
        global using System.Net.Sockets;
        global using System.Runtime.InteropServices;
        global using System.Security.Cryptography.X509Certificates;
        global using System.Text;
        global using System.Text.Json;
        global using System.Threading;
        global using System.Threading.Channels;
        global using System.Threading.Tasks;
        global using System.Xml.Linq;
        global using Libraries;
        global using ProtoSockets;
        """;

    private const string Libraries =
        """
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using ProtoSockets;

        namespace Libraries
        {
            public abstract class BackgroundService
            {
                protected abstract Task ExecuteAsync(CancellationToken stoppingToken);
                public virtual Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
            }

            public interface ILogger
            {
                void LogInformation(string message, params object?[] arguments);
                void LogWarning(Exception exception, string message, params object?[] arguments);
                void LogError(Exception exception, string message, params object?[] arguments);
            }

            [AttributeUsage(AttributeTargets.Method)]
            public sealed class FactAttribute : Attribute { }

            public static class Assert
            {
                public static void Equal<T>(T expected, T actual) { }
                public static void True(bool condition) { }
                public static T Throws<T>(Action code) where T : Exception => throw new NotSupportedException();
                public static Task<T> ThrowsAsync<T>(Func<Task> code) where T : Exception => throw new NotSupportedException();
            }

            /// <summary>A protocol that another team publishes.</summary>
            [Protocol]
            public sealed partial class Thermostat
            {
                [Request<Stored>(1, Replies = ReplyCount.OneOrNone)] public readonly partial record struct Reading(uint Value);
                [Reply(2)] public readonly partial record struct Stored(uint Count);
                [Request<Name>(3, From = Side.Server)] public readonly partial record struct Identify(uint Nonce);
                [Reply(4)] public readonly partial record struct Name(ulong Serial);
                [Request<Setting>(5)] public readonly partial record struct Look(uint Room);
                [Reply(6)] public readonly partial record struct Setting(short Degrees);
                [Message(7, From = Side.Server)] public readonly partial record struct Bye(int Reason);
            }
        }
        """;

    /// <summary>Compiles the snippets. The path of each file is the number of its snippet.</summary>
    public static CSharpCompilation Create(IReadOnlyList<Snippet> snippets) =>
        CSharpCompilation.Create(
            "Corpus",
            [
                CSharpSyntaxTree.ParseText(Usings, TestCompilation.ParseOptions, "usings"),
                .. snippets.Select(static (snippet, index) => CSharpSyntaxTree.ParseText(snippet.ToFile(index), TestCompilation.ParseOptions, Invariant(index))),
            ],
            [.. TestCompilation.References, CreateLibraries()],
            TestCompilation.Options);

    private static string Invariant(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Out of sight, as libraries are: rules may know what source does.</summary>
    private static PortableExecutableReference CreateLibraries() =>
        GeneratedTest.EmitReference(GeneratedTest.Generate(TestCompilation.Create(Libraries).WithAssemblyName("Libraries")));
}
