namespace ProtoSockets.CodeFixes.Refactorings.CStructs;

/// <summary>What a piece of C is.</summary>
internal enum CTokenKind
{
    /// <summary>A name or a keyword.</summary>
    Word,

    /// <summary>An integer.</summary>
    Number,

    /// <summary>One character.</summary>
    Mark,

    /// <summary>A comment, without its marks.</summary>
    Comment,

    /// <summary>A line for the preprocessor, without its <c>#</c>.</summary>
    Directive,

    /// <summary>What is no C, or C that no struct has.</summary>
    Unknown,

    /// <summary>Behind the last one.</summary>
    End,
}

/// <summary>A piece of C.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text.</param>
/// <param name="Line">The line that it begins in, from 0.</param>
internal readonly record struct CToken(CTokenKind Kind, string Text, int Line)
{
    /// <summary>Whether it is a certain word or mark.</summary>
    public bool Is(string text) => Kind is CTokenKind.Word or CTokenKind.Mark && Text == text;
}
