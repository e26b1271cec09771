//! Reading a field of a struct by its name in brackets.

use datafusion::common::{DFSchema, Result};
use datafusion::functions::core::expr_fn::get_field;
use datafusion::logical_expr::GetFieldAccess;
use datafusion::logical_expr::planner::{ExprPlanner, PlannerResult, RawFieldAccessExpr};

/// `expression['name']`. DataFusion has it among its functions of nested lists, whose 60 others are not needed here.
#[derive(Debug)]
pub(super) struct FieldAccess;

impl ExprPlanner for FieldAccess {
    fn plan_field_access(
        &self,
        access: RawFieldAccessExpr,
        _schema: &DFSchema,
    ) -> Result<PlannerResult<RawFieldAccessExpr>> {
        Ok(match access.field_access {
            GetFieldAccess::NamedStructField { name } => PlannerResult::Planned(get_field(access.expr, name)),
            field_access => PlannerResult::Original(RawFieldAccessExpr { expr: access.expr, field_access }),
        })
    }
}
