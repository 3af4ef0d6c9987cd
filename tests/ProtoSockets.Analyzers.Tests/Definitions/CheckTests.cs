using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Checks of values and computed flags: PSOCK1058, 1059, and what other rules say of them.</summary>
public sealed class CheckTests
{
    [Theory]
    [InlineData("InRange(5, 1)", "int", "5 to 1", "no value lies between them")]
    [InlineData("InRange(0, 256)", "byte", "256", "it is no value of 'byte'")]
    [InlineData("InRange(-1, 5)", "uint", "-1", "it is no value of 'uint'")]
    [InlineData("InRange(0.5, 5)", "int", "0.5", "it is no value of 'int'")]
    [InlineData("InRange(\"a\", \"b\")", "int", "a", "it is no value of 'int'")]
    [InlineData("InRange(double.NaN, 5)", "double", "NaN", "it is no value of 'double'")]
    [InlineData("OneOf", "int", "no value", "name those that are right")]
    [InlineData("OneOf(300)", "byte", "300", "it is no value of 'byte'")]
    [InlineData("OneOf(1)", "Color", "1", "it is no value of 'Color'")]
    [InlineData("OneOf(Color.Red)", "int", "0", "it is no value of 'int'")]
    [InlineData("OneOf(DayOfWeek.Monday)", "Color", "1", "it is no value of 'Color'")]
    public Task Constants_are_values_of_the_member(string attribute, string type, string given, string reason) => ReportsMember(
        $"[{{|PSOCK1030:{attribute}|}}] public {type} Value {{ get; init; }}",
        $"[{attribute.Split('(')[0]}] on 'Value' is given {given}; {reason}");

    [Theory]
    [InlineData("[{|PSOCK1023:InRange(1, 2)|}] public bool Value { get; init; }", "InRange", "it is no number")]
    [InlineData("[{|PSOCK1023:InRange(1, 2)|}] public Color Value { get; init; }", "InRange", "it is no number")]
    [InlineData("[{|PSOCK1023:InRange(1, 2)|}, MaxBytes(3)] public string Value { get; init; }", "InRange", "it is no number")]
    [InlineData("[{|PSOCK1023:OneOf(true)|}] public bool Value { get; init; }", "OneOf", "it is no number, enum or string")]
    [InlineData("[{|PSOCK1023:OneOf(1)|}] public Point Value { get; init; }", "OneOf", "it is no number, enum or string")]
    [InlineData("[{|PSOCK1023:ClosedEnum|}] public int Value { get; init; }", "ClosedEnum", "it is no enum, nor a list of one")]
    [InlineData("[{|PSOCK1023:ClosedEnum|}, MaxCount(3)] public int[] Value { get; init; }", "ClosedEnum", "it is no enum, nor a list of one")]
    [InlineData("[{|PSOCK1023:InRange(1, 2)|}, Constant(1)] public partial byte Value { get; }", "InRange", "it is computed")]
    public Task A_check_fits_the_kind_of_its_member(string member, string attribute, string reason) => ReportsMember(member, $"[{attribute}] has no meaning on 'Value': {reason}");

    [Fact]
    public Task A_range_of_all_values_has_no_effect() => ReportsMember(
        "[{|PSOCK1045:InRange(0, 255)|}] public byte Value { get; init; }",
        "[InRange] has no effect on 'Value': every 'byte' is in that range");

    [Theory]
    [InlineData("\"Nothing\"", "Nothing")]
    [InlineData("nameof(Other)", "Other")]
    [InlineData("nameof(Instance)", "Instance")]
    [InlineData("nameof(Number)", "Number")]
    [InlineData("nameof(Two)", "Two")]
    [InlineData("nameof(Wide)", "Wide")]
    public Task A_check_of_ones_own_takes_the_value(string argument, string name) => ReportsMember(
        $"[{{|PSOCK1058:Validate({argument})|}}] public byte Value {{ get; init; }} static bool Other => true; bool Instance(byte value) => true; static int Number(byte value) => 1; static bool Two(byte a, byte b) => true; static bool Wide(int value) => true;",
        $"'Value' is validated by '{name}', and 'Sample' has no bool property and no static bool method of that name that takes one 'byte'");

    [Theory]
    [InlineData("nameof(Value)", "Value", "which is always there: it has no [When]")]
    [InlineData("\"Nothing\"", "Nothing", "which is no member on the wire of the record")]
    [InlineData("nameof(Computed)", "Computed", "which is no member on the wire of the record")]
    public Task A_flag_is_of_a_member_that_may_be_missing(string argument, string name, string reason) => ReportsMember(
        $"[{{|PSOCK1059:FlagOf({argument})|}}] public partial bool Has {{ get; }} public byte Value {{ get; init; }} public int? Computed => null;",
        $"'Has' says whether '{name}' is there, {reason}");

    [Fact]
    public Task A_flag_is_a_bool() => ReportsMember(
        "[{|PSOCK1023:FlagOf(nameof(Value))|}] public partial byte Has { get; } public bool Wants { get; init; } [When(nameof(Wants))] public byte? Value { get; init; }",
        "[FlagOf] has no meaning on 'Has': a flag is a bool");

    [Fact]
    public Task A_flag_is_never_set() => ReportsMember(
        "public bool Wants { get; init; } [FlagOf(nameof(Value))] public bool {|PSOCK1012:Has|} { get; init; } [When(nameof(Wants))] public byte? Value { get; init; }",
        "'Has' is computed: declare it as 'public partial bool Has { get; }'");

    [Fact]
    public Task A_condition_over_a_flag_by_way_of_a_property_sees_the_value_that_is_not_read_yet() => ReportsMember(
        "[FlagOf(nameof(Value))] public partial bool Has { get; } bool Wants => Has; [{|PSOCK1017:When(nameof(Wants))|}] public byte? Value { get; init; }",
        "'Value' is there when 'Wants' is true, which depends on 'Has', and that is not read yet");

    [Theory]
    [InlineData("[InRange(1, 10)] public byte Value { get; init; }")]
    [InlineData("[InRange(-1, 10), Bits(8)] public sbyte Value { get; init; }")]
    [InlineData("[InRange(0.5, 10)] public Half Value { get; init; }")]
    [InlineData("[InRange(1, 10), VarInt(VarIntFormat.ZigZag)] public long Value { get; init; }")]
    [InlineData("[OneOf(1)] public byte Value { get; init; }")]
    [InlineData("[OneOf('a', 'b')] public byte Value { get; init; }")]
    [InlineData("[OneOf(Color.Red, (Color)9)] public Color Value { get; init; }")]
    [InlineData("[OneOf(\"a\", \"b\"), MaxBytes(9)] public string Value { get; init; }")]
    [InlineData("[ClosedEnum] public Color Value { get; init; }")]
    [InlineData("[ClosedEnum, Bits(8)] public Color Value { get; init; }")]
    [InlineData("[ClosedEnum, MaxCount(3)] public Color[] Value { get; init; }")]
    [InlineData("[ClosedEnum, CountPrefixed<byte>] public WireList<Color> Value { get; init; }")]
    [InlineData("[Validate(nameof(IsRight))] public Point Value { get; init; } private static bool IsRight(Point value) => true;")]
    [InlineData("[Validate(nameof(IsRight)), MaxCount(3)] public int[] Value { get; init; } private static bool IsRight(int[] value) => true;")]
    [InlineData("[Validate(nameof(IsRight))] public byte Value { get; init; } private bool IsRight => Value > 1;")]
    [InlineData("[FlagOf(nameof(Value))] public partial bool Has { get; } [When(nameof(Has)), InRange(1, 2)] public byte? Value { get; init; }")]
    [InlineData("[Bits(1), FlagOf(nameof(Value))] public partial bool Has { get; } [Bits(7)] public byte Rest { get; init; } [When(nameof(Has)), MaxBytes(3)] public string? Value { get; init; }")]
    [InlineData("[Decoy.InRange(5, 1), Decoy.OneOf] public bool Value { get; init; }")]
    [InlineData("[Bits(1), FlagOf(nameof(A))] public partial bool HasA { get; } [Bits(1), FlagOf(nameof(B))] public partial bool HasB { get; } [Bits(6)] public byte Rest { get; init; } [When(nameof(HasA))] public int? A { get; init; } [When(nameof(HasB))] public Point? B { get; init; }")]
    public Task A_check_that_can_hold_is_right(string member) => IsSilent(RecordAround(member) + """

        public static class Decoy
        {
            [AttributeUsage(AttributeTargets.All)] public sealed class InRangeAttribute(int a, int b) : Attribute { public int A => a + b; }
            [AttributeUsage(AttributeTargets.All)] public sealed class OneOfAttribute : Attribute { }
        }
        """);

    [Fact]
    public Task An_enum_is_closed_for_all_of_its_members() => IsSilent(
        "[ClosedEnum] public enum Shape { Round } [WireStruct] public readonly partial record struct Sample(Shape A, [Bits(8)] Shape B);");

    [Theory]
    [InlineData("[InRange(1)] public byte Value { get; init; }")]
    [InlineData("[OneOf(Nothing)] public byte Value { get; init; }")]
    [InlineData("[FlagOf] public partial bool Value { get; }")]
    public Task What_the_compiler_refuses_is_left_to_it(string member) => IsSilentInBrokenCode(RecordAround(member));
}
