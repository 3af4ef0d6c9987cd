using ProtoSockets.Analyzers.Buffers;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Buffers;

namespace ProtoSockets.Analyzers.Tests.Buffers;

public sealed class AllocatesOnEveryMessageTests
{
    [Theory]
    [InlineData("string [|Nick|]")]
    [InlineData("byte[] [|Key|]")]
    [InlineData("int[] [|Numbers|]")]
    [InlineData("[property: MaxBytes(3)] string [|Nick|]")]
    public Task A_member_that_is_allocated_is_reported(string member) => Verify(Protocol($"public readonly partial record struct Join({member});"));

    [Fact]
    public Task A_property_is_a_member_as_well() => Verify(Protocol("public readonly partial record struct Join { public string [|Nick|] { get; init; } }"));

    [Fact]
    public Task A_record_inside_of_a_message_is_read_with_it() =>
        Verify(Protocol("public readonly partial record struct Join(int Id);\n    [WireStruct] public readonly partial record struct Part(string [|Name|]);"));

    [Theory]
    [InlineData("Utf8Text Nick")]
    [InlineData("ReadOnlyMemory<byte> Key")]
    [InlineData("WireList<int> Numbers")]
    [InlineData("int Id")]
    [InlineData("[property: NotOnWire] string Nick")]
    public Task A_member_that_borrows_or_is_not_read_is_not(string member) => Verify(Protocol($"public readonly partial record struct Join({member});"));

    [Theory]
    [InlineData("public readonly partial record struct Join { public string Nick => \"\"; }")]
    [InlineData("public readonly partial record struct Join { public static string Nick { get; set; } = \"\"; }")]
    [InlineData("public readonly partial record struct Join { public const string Nick = \"\"; }")]
    [InlineData("public readonly partial record struct Join(int Id);\n    public class Helper { public string Name { get; set; } = \"\"; }")]
    public Task What_is_no_part_of_a_message_is_not(string message) => Verify(Protocol(message));

    [Fact]
    public Task A_protocol_that_promises_nothing_may_allocate() =>
        Verify(Protocol("public readonly partial record struct Join(string Nick);").Replace("(AllocationFree = true)", "", StringComparison.Ordinal));

    [Fact]
    public Task A_record_outside_of_a_protocol_promises_nothing() =>
        Verify("using ProtoSockets; [WireStruct] public readonly partial record struct Part(string Name);");

    [Theory]
    [InlineData("string", "Utf8Text")]
    [InlineData("byte[]", "ReadOnlyMemory<byte>")]
    [InlineData("int[]", "WireList<int>")]
    public Task The_type_that_borrows_takes_its_place(string owned, string borrowed) => CodeFixTest.Verify<AllocatesOnEveryMessageAnalyzer, AllocatesOnEveryMessageCodeFix>(
        Protocol($"public readonly partial record struct Join({owned} [|Value|]);"),
        Protocol($"public readonly partial record struct Join({borrowed} Value);"));

    private static string Protocol(string message) =>
        $$"""
        using System;
        using ProtoSockets;

        [Protocol(AllocationFree = true)]
        public sealed partial class Chat
        {
            [Message(1)] {{message}}
        }
        """;

    private static Task Verify(string source) => AnalyzerTest.Verify<AllocatesOnEveryMessageAnalyzer>(source);
}
