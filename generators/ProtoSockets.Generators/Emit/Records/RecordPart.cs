namespace ProtoSockets.Generators.Emit.Records;

/// <summary>What is written of a record.</summary>
internal enum RecordPart
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>Of an entry of a directory: the members in front of those that stand where offsets say. What is not known yet is left out.</summary>
    Head,

    /// <summary>The others, once there is a place for them; and what was left out.</summary>
    Data,
}
