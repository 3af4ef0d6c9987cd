using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Compatibility;

/// <summary>PSOCK5001 on unions: cases that come are told apart by their tags and break nothing; cases that go, or get another tag, do.</summary>
public sealed class WireLockUnionTests
{
    private const string Circle = "[Case(1)] public readonly partial record struct Circle(int Radius);";
    private const string Square = "[Case(2)] public readonly partial record struct Square(short Side, short Turn);";
    private const string Unknown = "[UnknownCase] public readonly partial record struct Other([Discriminator] byte Type, [Remaining] ReadOnlyMemory<byte> Content);";

    /// <summary>A record that has a union, whose tag is in its own bytes.</summary>
    private static string Inside(string cases, string member = "Shape", string union = "[WireUnion]") => $$"""
        [WireStruct] public readonly partial record struct Drawing { public byte Layer { get; init; } public Shape {{member}} { get; init; } }
        {{union}}
        public readonly partial struct Shape
        {
            [Discriminator] public partial byte Type { get; }
            {{cases}}
        }
        """;

    /// <summary>A record that has a list of unions, whose tag is somewhere else.</summary>
    private static string Listed(string cases, string tag = "Tag", string member = "Shapes") => $$"""
        [WireStruct]
        public readonly partial record struct Drawing
        {
            public byte Tag { get; init; }
            public byte Layer { get; init; }
            [DiscriminatedBy(nameof({{tag}})), CountPrefixed<byte>] public WireList<Shape> {{member}} { get; init; }
        }

        [WireUnion]
        public readonly partial struct Shape
        {
            [Discriminator, NotOnWire] public partial byte Type { get; }
            {{cases}}
        }
        """;

    [Theory]
    [InlineData(Circle, Circle + Square)]
    [InlineData(Circle, Square + Circle)]
    [InlineData(Circle + Square, Square + Circle)]
    [InlineData(Circle, "[Case(1)] public readonly partial record struct Disc(int Radius);")]
    [InlineData(Circle, "[Case(1)] public sealed partial record Circle(int Radius);")]
    [InlineData(Unknown, Unknown + Circle)]
    [InlineData(Circle, Circle + Unknown)]
    public async Task A_case_that_comes_breaks_nothing(string before, string after)
    {
        await WireLockTest.BreaksNothing(Inside(before), Inside(after));
        if (!before.Contains("[Remaining]", StringComparison.Ordinal) && !after.Contains("[Remaining]", StringComparison.Ordinal))
        {
            await WireLockTest.BreaksNothing(Listed(before), Listed(after));
        }
    }

    [Theory]
    [InlineData(Circle + Square, Circle)] // removed
    [InlineData(Circle + Square, Circle + "[Case(3)] public readonly partial record struct Square(short Side, short Turn);")] // another tag
    [InlineData(Circle + Square, "[Case(2)] public readonly partial record struct Circle(int Radius); [Case(1)] public readonly partial record struct Square(short Side, short Turn);")] // exchanged
    [InlineData(Circle, "[Case(1)] public readonly partial record struct Circle(long Radius);")] // another content
    [InlineData(Circle, "[Case(1)] public readonly partial record struct Circle(int Radius, byte More);")]
    [InlineData("[CaseRange(1, 9)] public readonly partial record struct Circle([Discriminator] byte Type, int Radius);", "[CaseRange(1, 8)] public readonly partial record struct Circle([Discriminator] byte Type, int Radius);")]
    [InlineData(Circle + Unknown, Circle)] // what was kept is refused
    public async Task A_case_that_goes_or_gets_another_tag_breaks_the_wire(string before, string after)
    {
        await Breaks(Inside(before), Inside(after, "{|PSOCK5001:Shape|}"), "'Drawing.Shape' breaks the wire: at byte 1");
        if (!before.Contains("[Remaining]", StringComparison.Ordinal))
        {
            await Breaks(Listed(before), Listed(after, member: "{|PSOCK5001:Shapes|}"), "'Drawing.Shapes' breaks the wire: at byte 2");
        }
    }

    [Fact]
    public Task A_length_in_front_of_the_cases_breaks_the_wire() => Breaks(
        Inside(Circle), Inside(Circle, "{|PSOCK5001:Shape|}", "[WireUnion, LengthPrefixed<byte>]"), "'Drawing.Shape' breaks the wire: at byte 1");

    [Fact]
    public Task A_tag_somewhere_else_breaks_the_wire() => Breaks(
        Listed(Circle), Listed(Circle, "Layer", "{|PSOCK5001:Shapes|}"), "'Drawing.Shapes' breaks the wire: at byte 2");

    /// <summary>Checks that the second source breaks what was locked of the first one, at its mark.</summary>
    private static async Task Breaks(string before, string markedAfter, string message)
    {
        MarkedSource after = MarkedSource.Parse(markedAfter);
        Diagnostic reported = Assert.Single(
            await WireLockTest.Run(after.Text, ("Test.wire.lock", WireLockTest.Lock(before))), static diagnostic => diagnostic.Id == DiagnosticIds.WireBreakingChange);
        Assert.Equal(after.Marks.Single().Span, new TextSpan(reported.Location.SourceSpan.Start - WireLockTest.Usings.Length, reported.Location.SourceSpan.Length));
        Assert.StartsWith(message, reported.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }
}
