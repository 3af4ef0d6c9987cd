using ProtoSockets.Analyzers.Definitions;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Definitions;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>PSOCK1047: a switch over the kind of a union that leaves out a case.</summary>
public sealed class NonExhaustiveSwitchTests
{
    /// <summary>What the generator would add is written out: it does not run here.</summary>
    private const string Types = """

        [ProtoSockets.WireUnion]
        public readonly partial struct Shape
        {
            public enum CaseKind : byte { Unset, Circle, Square, Other }
            public CaseKind Kind => default;
        }

        public readonly struct Decoy
        {
            public enum CaseKind : byte { Unset, Circle, Square }
            public CaseKind Kind => default;
        }

        [ProtoSockets.WireUnion]
        public readonly partial struct Mixed
        {
            public enum Colour { Red, Green }
            public Colour Hue => default;
        }

        """;

    private static string Method(string body) => $$"""
        using System;
        using static Shape;

        public static class Program
        {
            public static int Run(Shape shape, Decoy decoy, Mixed mixed, bool isSure)
            {
                {{body}}
            }
        }
        {{Types}}
        """;

    private static Task Verify(string body) => AnalyzerTest.Verify<NonExhaustiveSwitchAnalyzer>(Method(body));

    [Theory]
    [InlineData("[|switch|] (shape.Kind) { case Shape.CaseKind.Circle: return 1; } return 0;")]
    [InlineData("[|switch|] (shape.Kind) { case CaseKind.Circle or CaseKind.Square: return 1; } return 0;")]
    [InlineData("[|switch|] (shape.Kind) { case CaseKind.Circle: case CaseKind.Square: return 1; case CaseKind.Other when isSure: return 2; } return 0;")]
    [InlineData("[|switch|] (shape.Kind) { case CaseKind.Unset: return 1; } return 0;")]
    [InlineData("[|switch|] (shape.Kind) { } return 0;")]
    [InlineData("return shape.Kind [|switch|] { CaseKind.Circle => 1, CaseKind.Square => 2 };")]
    [InlineData("return shape.Kind [|switch|] { CaseKind.Circle => 1, CaseKind.Square => 2, _ when isSure => 3 };")]
    [InlineData("var kind = shape.Kind; return kind [|switch|] { CaseKind.Other => 1 };")]
    [InlineData("return shape.Kind [|switch|] { (CaseKind)1 => 1 };")]
    public Task A_case_that_is_left_out_is_reported(string body) => Verify(body);

    [Theory]
    [InlineData("switch (shape.Kind) { case CaseKind.Circle: return 1; case CaseKind.Square: return 2; case CaseKind.Other: return 3; } return 0;")]
    [InlineData("switch (shape.Kind) { case CaseKind.Circle: return 1; default: return 2; }")]
    [InlineData("switch (shape.Kind) { case CaseKind.Circle: return 1; case var other: return 2; }")]
    [InlineData("switch (shape.Kind) { case CaseKind.Circle: return 1; case not CaseKind.Circle: return 2; }")]
    [InlineData("switch (shape.Kind) { case >= CaseKind.Circle: return 1; } return 0;")]
    [InlineData("return shape.Kind switch { CaseKind.Circle or CaseKind.Square => 1, CaseKind.Other => 2 };")]
    [InlineData("return shape.Kind switch { CaseKind.Circle => 1, _ => 2 };")]
    [InlineData("return shape.Kind switch { CaseKind.Circle => 1, var other => 2 };")]
    [InlineData("return shape.Kind switch { CaseKind.Circle => 1, > CaseKind.Circle => 2 };")]
    [InlineData("return decoy.Kind switch { Decoy.CaseKind.Circle => 1 };")]
    [InlineData("switch (decoy.Kind) { case Decoy.CaseKind.Circle: return 1; } return 0;")]
    [InlineData("return mixed.Hue switch { Mixed.Colour.Red => 1 };")]
    [InlineData("return (shape.Kind, isSure) switch { (CaseKind.Circle, true) => 1 };")]
    [InlineData("switch ((byte)shape.Kind) { case 1: return 1; } return 0;")]
    [InlineData("switch ((object)shape.Kind) { case CaseKind.Circle: return 1; } return 0;")]
    [InlineData("CaseKind? kind = shape.Kind; return kind switch { CaseKind.Circle => 1 };")]
    [InlineData("return shape.Kind == CaseKind.Circle ? 1 : 0;")]
    [InlineData("return shape switch { { Kind: CaseKind.Circle } => 1 };")]
    public Task Other_switches_are_right(string body) => Verify(body);

    [Fact]
    public async Task The_message_names_the_union_and_the_cases()
    {
        var diagnostic = await AnalyzerTest.Single<NonExhaustiveSwitchAnalyzer>(Method("return shape.Kind [|switch|] { CaseKind.Circle => 1 };"));
        Assert.Equal("The switch over the kinds of 'Shape' leaves out Square, Other", diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public Task The_fix_adds_sections() => CodeFixTest.Verify<NonExhaustiveSwitchAnalyzer, NonExhaustiveSwitchCodeFix>(
        Method("""
            [|switch|] (shape.Kind)
                    {
                        case CaseKind.Circle:
                            return 1;
                    }

                    return 0;
            """),
        Method("""
            switch (shape.Kind)
                    {
                        case CaseKind.Circle:
                            return 1;
                        case CaseKind.Square:
                            throw new NotImplementedException();
                        case CaseKind.Other:
                            throw new NotImplementedException();
                    }

                    return 0;
            """));

    [Theory]
    [InlineData(",")]
    [InlineData("")]
    public Task The_fix_adds_arms(string comma) => CodeFixTest.Verify<NonExhaustiveSwitchAnalyzer, NonExhaustiveSwitchCodeFix>(
        Method($$"""
            return shape.Kind [|switch|]
                    {
                        CaseKind.Circle => 1,
                        CaseKind.Other => 3{{comma}}
                    };
            """),
        Method("""
            return shape.Kind switch
                    {
                        CaseKind.Circle => 1,
                        CaseKind.Other => 3,
                        CaseKind.Square => throw new NotImplementedException(),
                    };
            """));

    [Fact]
    public Task The_fix_fills_an_empty_switch() => CodeFixTest.Verify<NonExhaustiveSwitchAnalyzer, NonExhaustiveSwitchCodeFix>(
        Types + """
            public static class Program
            {
                public static void Run(Shape shape)
                {
                    [|switch|] (shape.Kind)
                    {
                    }
                }
            }
            """,
        Types + """
            public static class Program
            {
                public static void Run(Shape shape)
                {
                    switch (shape.Kind)
                    {
                        case Shape.CaseKind.Circle:
                            throw new System.NotImplementedException();
                        case Shape.CaseKind.Square:
                            throw new System.NotImplementedException();
                        case Shape.CaseKind.Other:
                            throw new System.NotImplementedException();
                    }
                }
            }
            """);

    [Fact]
    public Task A_switch_on_one_line_is_left_to_its_author() => CodeFixTest.VerifyNotOffered<NonExhaustiveSwitchAnalyzer, NonExhaustiveSwitchCodeFix>(
        Method("return shape.Kind [|switch|] { CaseKind.Circle => 1 };"));
}
