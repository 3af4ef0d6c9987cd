namespace ProtoSockets;

/// <summary>
/// The member's value lies between two, which belong to it. Another one is malformed on read and can't be written. For numbers; without a value of their own,
/// <c>NaN</c>s lie nowhere.
/// </summary>
/// <param name="minimum">The least value: a constant of the member's type.</param>
/// <param name="maximum">The largest value: a constant of the member's type.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class InRangeAttribute(object minimum, object maximum) : Attribute
{
    /// <summary>The least value.</summary>
    public object Minimum { get; } = minimum;

    /// <summary>The largest value.</summary>
    public object Maximum { get; } = maximum;
}

/// <summary>The member has one of some values. Another one is malformed on read and can't be written. For numbers, enums and <c>string</c>.</summary>
/// <param name="values">The values: constants of the member's type.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OneOfAttribute(params object[] values) : Attribute
{
    /// <summary>The values.</summary>
    public object[] Values { get; } = values;
}

/// <summary>
/// A member of the record says whether the value is right: a static method that takes the value and returns a <c>bool</c>, or a <c>bool</c> property, which may look at the
/// whole record. If it says no, the value is malformed on read and can't be written.
/// </summary>
/// <param name="member">The method's or property's name. Use <c>nameof</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ValidateAttribute(string member) : Attribute
{
    /// <summary>The method's or property's name.</summary>
    public string Member { get; } = member;
}

/// <summary>
/// The enum's names are all there are: another value (of flags: another bit) is malformed on read and can't be written. On a member, which may be a list of such values, or on an enum for all members that
/// are of it. Without it a value without a name is kept and written back.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Enum)]
public sealed class ClosedEnumAttribute : Attribute;

/// <summary>
/// The member says whether another one is there: a get-only partial <c>bool</c> property of a byte or, with <see cref="BitsAttribute"/>, a bit, which is true when that
/// member is not null.
/// </summary>
/// <param name="member">
/// The member that may be null, which has a <see cref="WhenAttribute"/>. Use <c>nameof</c>. In a header, a member of that name in the messages behind it: one whose <see cref="WhenAttribute"/> names the
/// flag is there when it is set; a message without such a member has the flag cleared.
/// </param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FlagOfAttribute(string member) : Attribute
{
    /// <summary>The member that may be null.</summary>
    public string Member { get; } = member;
}
