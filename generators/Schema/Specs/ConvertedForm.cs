namespace ProtoSockets.Schema;

/// <summary>A number of fixed size that stands for something else: methods of the runtime convert it, from and to its bytes.</summary>
/// <param name="TypeName">The value's full name.</param>
/// <param name="Bytes">How many bytes it takes.</param>
/// <param name="Reading">The full name of the method that reads it.</param>
/// <param name="Writing">The full name of the method that writes it.</param>
/// <param name="CanFail">Whether not all bytes are a value.</param>
/// <param name="Arguments">The constants that both methods are given behind the value, each with a comma in front.</param>
/// <param name="Description">How its bytes look: for the layout, and for what peers have to agree on.</param>
internal sealed record ConvertedForm(string TypeName, int Bytes, string Reading, string Writing, bool CanFail, string Arguments, string Description) : WireForm
{
    /// <summary>Stands among the arguments for a byte order that is chosen at run time.</summary>
    public const string OrderAtRunTime = "$order";

    /// <summary>The arguments as C# code.</summary>
    /// <param name="isLittle">The expression of a byte order that is chosen at run time.</param>
    public string ArgumentsFor(string isLittle) => Arguments.Replace(OrderAtRunTime, isLittle);

    /// <summary>Whether the byte order is chosen at run time.</summary>
    public bool IsOrderedAtRunTime => Arguments.Contains(OrderAtRunTime);
}
