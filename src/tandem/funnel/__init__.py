"""The one journey from impression to repeat sale, by period or by cohort, and the operating report."""
