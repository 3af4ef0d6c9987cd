using Microsoft.CodeAnalysis;

namespace ProtoSockets.CodeFixes.Refactorings.ByteCode;

/// <summary>How the bytes of a member are made into its value.</summary>
internal enum ByteForm
{
    /// <summary>An integer or a floating-point number.</summary>
    Number,

    /// <summary>Bytes as they are.</summary>
    Bytes,

    /// <summary>Text in ASCII that ends before its zeros.</summary>
    Ascii,

    /// <summary>Text in UTF-8 that ends before its zeros.</summary>
    Utf8,

    /// <summary>Text in ISO 8859-1 that ends before its zeros.</summary>
    Latin1,

    /// <summary>Zeros.</summary>
    Zero,
}

/// <summary>A place in the bytes that a method reads from or writes to.</summary>
/// <param name="Member">The property or field; null for zeros.</param>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Size">How many there are.</param>
/// <param name="IsLittleEndian">Their order; null where there is none.</param>
/// <param name="Form">What they are made into.</param>
internal sealed record ByteAccess(ISymbol? Member, int Offset, int Size, bool? IsLittleEndian, ByteForm Form);

/// <summary>All that a method reads or writes.</summary>
/// <param name="Type">The type whose members it is about.</param>
/// <param name="Accesses">The places, each member once.</param>
/// <param name="Least">How many bytes the method asks for; 0 if it does not.</param>
internal sealed record ByteLayout(INamedTypeSymbol Type, IReadOnlyList<ByteAccess> Accesses, int Least);
