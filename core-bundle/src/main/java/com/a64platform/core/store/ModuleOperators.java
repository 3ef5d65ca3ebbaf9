package com.a64platform.core.store;

import java.util.List;
import java.util.Set;

/**
 * The operators and stages that a module may use. What is not listed is refused: scripts ({@code $where}), whatever names
 * another collection or database, and what the embedded store and a server would not both do alike.
 */
final class ModuleOperators {
    private static final String EXPRESSION_WORDS = "$abs $add $and $anyElementTrue $allElementsTrue $arrayElemAt"
            + " $arrayToObject $avg $ceil $cmp $concat $concatArrays $cond $convert $dayOfMonth $dayOfWeek $dayOfYear"
            + " $dateToString $divide $eq $exp $filter $floor $gt $gte $hour $ifNull $in $indexOfArray $indexOfBytes"
            + " $indexOfCP $isArray $literal $ln $log $lt $lte $map $reduce $max $mergeObjects $min $minute $mod $month"
            + " $multiply $ne $not $objectToArray $or $pow $range $reverseArray $second $setDifference $setEquals"
            + " $setIntersection $setIsSubset $setUnion $size $slice $split $subtract $sum $sqrt $strLenBytes $strLenCP"
            + " $substr $substrBytes $substrCP $toBool $toDate $toDouble $toInt $toLong $toLower $toObjectId $toUpper"
            + " $toString $trunc $year $addToSet $first $last $push";

    private static final String CONDITION_WORDS = "$eq $ne $gt $gte $lt $lte $in $nin $and $or $nor $not $exists $type"
            + " $regex $options $mod $all $elemMatch $size";

    static final Set<String> STAGES = words("$match $project $sort $skip $limit $count $group $addFields $unset $unwind"
            + " $lookup $replaceRoot $sortByCount $bucket $facet $sample");
    static final Set<String> LOOKUP = words("from localField foreignField as let pipeline");
    static final Set<String> EXPRESSIONS = words(EXPRESSION_WORDS);
    static final Set<String> CONDITIONS = words(CONDITION_WORDS);

    /** {@code $expr} lets expressions into a filter. */
    static final Set<String> FILTERS = words(CONDITION_WORDS + " $expr " + EXPRESSION_WORDS);

    static final Set<String> UPDATES = words("$set $unset $inc $mul $min $max $rename $setOnInsert $currentDate"
            + " $addToSet $pop $pull $pullAll $push $bit");

    /** What may stand inside {@code $push} and {@code $addToSet}. */
    static final Set<String> LIST_CHANGES = words("$each $slice $sort $position");

    private ModuleOperators() {}

    private static Set<String> words(String text) {
        return Set.copyOf(List.of(text.split(" ")));
    }
}
