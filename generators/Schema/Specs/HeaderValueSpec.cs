namespace ProtoSockets.Schema;

/// <summary>A member of the header that has one value in all messages of a kind.</summary>
/// <param name="Member">The header member's name.</param>
/// <param name="TypeName">Its type.</param>
/// <param name="Value">The value as a number; a bool's is 0 or 1.</param>
/// <param name="Expression">The value as C# code.</param>
/// <param name="IsBoolean">Whether it is a bool.</param>
internal sealed record HeaderValueSpec(string Member, string TypeName, long Value, string Expression, bool IsBoolean);
